/** Slots key: what the cells of workers mean, and how many slots the largest of them stand for. */
import { useEffect, useState } from "react";
import { slotsPerCell } from "./spec";
import type { LiveSource } from "./live";
import type { NodeSpec } from "./spec";

const CELLS = [["", "idle"], ["b", "busy"], ["l", "past the timeout"], ["x", "failed"]] as const;

/** Nothing where no part of the design has slots. */
export function SlotsKey({ specs, live }: { specs: readonly NodeSpec[]; live: LiveSource }) {
  const perCell = usePerCell(specs, live);
  if (perCell === 0) return null;
  return (
    <div className="edgekey">
      {CELLS.map(([state, label]) => (
        <span key={label}>
          <span className="slots" aria-hidden="true"><i className={state} /></span>
          {label}
        </span>
      ))}
      {perCell > 1 && <span>one cell is {perCell} slots</span>}
    </div>
  );
}

function usePerCell(specs: readonly NodeSpec[], live: LiveSource): number {
  const now = Math.max(0, ...specs.map((spec) => slotsPerCell(spec, live.current("component", spec.id))));
  const [, changed] = useState(now);
  // Only grids of several slots a cell ever change what a cell stands for.
  const coarse = specs.filter((spec) => (spec.slots?.perCell ?? 1) > 1);
  const names = coarse.map((spec) => spec.id).join(" ");
  useEffect(() => {
    const tell = () => changed(Math.max(0, ...coarse.map((spec) => slotsPerCell(spec, live.current("component", spec.id)))));
    const stops = coarse.map((spec) => live.subscribe("component", spec.id, tell));
    return () => stops.forEach((stop) => stop());
    // The specs of the same parts are told apart by their names.
  }, [names, live]);
  return now;
}
