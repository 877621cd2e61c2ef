/** Chart table: the values of a chart, for those who read rather than look. */

import { formatClock } from "../run/format";
import type { Line } from "./figures";
import { withUnit } from "./words";

/** More rows than this are not read; the whole is in the CSV. */
const ROWS = 120;

export function ChartTable({ title, unit, lines }: { title: string; unit: string; lines: readonly Line[] }) {
  const first = lines[lines.length - 1];
  if (!first) return <div className="plot table-behind" />;
  const count = first.frames.length;
  const every = Math.max(1, Math.ceil(count / ROWS));
  const rows = Array.from({ length: Math.ceil(count / every) }, (_, row) => Math.min(count - 1, (row + 1) * every - 1));
  return (
    // A region that scrolls must be reachable by keyboard.
    <div className="plot table-behind" tabIndex={0} role="region" aria-label={`${title}, table`}>
      <table className="table">
        <caption className="sr">
          {title}
          {unit && `, ${unit}`}
          {every > 1 && `, every ${every} frames`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {lines.map((line) => (
              <th key={line.label} scope="col" className="n">
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((index) => (
            <tr key={index}>
              <th scope="row">{formatClock(first.frames.ends.at(index))}</th>
              {lines.map((line) => (
                <td key={line.label} className="n">
                  {withUnit(line.values[index], unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
