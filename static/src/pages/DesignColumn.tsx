/** Design column: a design told downwards, to be read on a narrow screen. */

import { useMemo } from "react";
import type { Catalog, Design } from "../design/types";
import { columnOf } from "../diagram/column";
import { ColumnNode } from "../diagram/ColumnNode";
import { JointLine } from "../diagram/JointLine";
import { nodeSpecs } from "../diagram/spec";
import { useDock } from "../run/dock";
import { hub } from "../run/playback";

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
          <div key={row.id} className={`column-row${row.branch ? " branch" : ""}${row.passed ? " passed" : ""}`}>
            {row.joints.map(({ id, from, straight }) => {
              const edge = design.edges[id];
              const words = straight ? "" : (design.components[from]?.label ?? from);
              return edge && <JointLine key={id} id={id} edge={edge} live={hub} from={words} selected={false} onSelect={null} onAdd={null} />;
            })}
            <ColumnNode spec={spec} live={hub} selected={row.id === chosen} onSelect={() => choose(row.id === chosen ? null : row.id)} />
          </div>
        );
      })}
    </div>
  );
}
