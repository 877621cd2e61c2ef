/** Download menu: the numbers as CSV or JSON, the charts and the diagram as pictures. */

import { useState } from "react";
import { chartsPng, diagramPng, save } from "../charts/png";
import type { Plot } from "../charts/plot";
import { Icon } from "../diagram/Icon";
import { api } from "./api";
import { Menu } from "./Menu";
import type { MenuItem } from "./Menu";
import { useSession } from "./session";
import type { Run } from "./types";

interface DownloadProps {
  plots: ReadonlyMap<string, Plot>;
  diagram?: () => HTMLElement | null;
}

export function DownloadMenu({ plots, diagram }: DownloadProps) {
  const run = useSession((state) => state.current);
  const [failure, setFailure] = useState("");
  if (!run) return null;
  const name = fileName(run);
  const picture = (make: () => Promise<Blob>, what: string) => () => {
    setFailure("");
    make().then(
      (blob) => save(blob, `${name}-${what}.png`),
      (reason: unknown) => setFailure(reason instanceof Error ? reason.message : "The picture could not be made."),
    );
  };
  const items: MenuItem[] = [
    { label: "Frames as CSV", note: "one row a frame and part", href: api.downloadUrl(run.id, "csv"), download: true },
    { label: "Everything as JSON", note: "design, frames, result", href: api.downloadUrl(run.id, "json"), download: true },
  ];
  if (plots.size) items.push({ label: "Charts as PNG", run: picture(() => pictureOf(plots, run), "charts") });
  const element = diagram?.();
  if (element) items.push({ label: "Diagram as PNG", run: picture(() => diagramPng(element), "diagram") });
  return (
    <>
      {failure && (
        <span className="problem" role="alert">
          {failure}
        </span>
      )}
      <Menu label="Download" className="btn quiet icon sm" items={items}>
        <Icon name="i-download" />
      </Menu>
    </>
  );
}

function pictureOf(plots: ReadonlyMap<string, Plot>, run: Run): Promise<Blob> {
  const pictures = [...plots.values()].flatMap((plot) => {
    const shown = plot.picture();
    return shown ? [{ title: plot.title, shown }] : [];
  });
  if (!pictures.length) return Promise.reject(new Error("No chart has been drawn yet."));
  return chartsPng(pictures, `${run.design.name}, run ${run.number}, seed ${run.seed}`);
}

function fileName(run: Run): string {
  const words = run.design.name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return `${words || "run"}-run-${run.number}`;
}
