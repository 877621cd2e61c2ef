/** Catalog access of the run side: metrics and defaults of the component types, loaded once a page. */

import { useEffect, useState } from "react";
import type { Catalog, ComponentType, Settings } from "../design/types";
import { api } from "./api";

let loading: Promise<Catalog> | null = null;
let loaded: Catalog | null = null;

/** The editor has the catalog already; it hands it on so that it is not fetched twice. */
export function provideCatalog(catalog: Catalog): void {
  loaded = catalog;
  loading = Promise.resolve(catalog);
}

export function loadCatalog(): Promise<Catalog> {
  loading ??= api.catalog<Catalog>().then(
    (catalog) => (loaded = catalog),
    (reason: unknown) => {
      loading = null;
      throw reason;
    },
  );
  return loading;
}

/** The catalog, or null until it is here. What it names can be shown by its id meanwhile. */
export function useCatalog(): Catalog | null {
  const [catalog, setCatalog] = useState(loaded);
  useEffect(() => {
    if (catalog) return;
    let wanted = true;
    loadCatalog().then((value) => wanted && setCatalog(value)).catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [catalog]);
  return catalog;
}

export function typeOf(catalog: Catalog | null, type: string): ComponentType | null {
  return catalog?.types.find((entry) => entry.type === type) ?? null;
}

const NO_SETTINGS: Settings = {};

export function useDefaults(type: string | null): Settings {
  const catalog = useCatalog();
  return (type && typeOf(catalog, type)?.defaults) || NO_SETTINGS;
}
