/** Design column: a design told downwards, to be read on a narrow screen. */

import { useMemo } from "react";
import type { Catalog, Design } from "../design/types";
import { nodeSpecs } from "../diagram/spec";
import { columnOf } from "../editor/column";
import { ColumnNode } from "../editor/ColumnNode";
import { JointLine } from "../editor/JointLine";
import { useDock } from "../run/dock";

/** Narrower than this a design is told downwards, as in the editor. */
export const NARROW = "(max-width: 719px)";

export function DesignColumn({ catalog, design }: { catalog: Catalog; design: Design }) {
  const chosen = useDock((state) => state.component);
  const choose = useDock((state) => state.setComponent);
  const specs = useMemo(() => nodeSpecs(catalog, design), [catalog, design]);
  return (
    <div className="column diagram">
      {columnOf(design).map((row) => {
        const spec = specs.get(row.id);
        if (!spec) return null;
        return (
          <div key={row.id} className={row.branch ? "column-row branch" : "column-row"}>
            {row.joints.map(({ id, from, straight }) => {
              const edge = design.edges[id];
              const words = straight ? "" : (design.components[from]?.label ?? from);
              return edge && <JointLine key={id} id={id} edge={edge} from={words} selected={false} onSelect={null} onAdd={null} />;
            })}
            <ColumnNode spec={spec} selected={row.id === chosen} onSelect={() => choose(row.id === chosen ? null : row.id)} />
          </div>
        );
      })}
    </div>
  );
}
