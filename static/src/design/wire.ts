/**
 * Wire: holds the editor's own types to those generated from Python's schemas. Nothing runs here;
 * a type error in this file says that the two have grown apart.
 */
import type * as wire from "../generated/api";
import type { Catalog, Finding, Problem } from "./types";

type Fits<From, To> = From extends To ? true : never;

export const theCatalogFits: Fits<wire.Catalog, Catalog> = true;
export const findingsFit: Fits<wire.Finding, Finding> = true;
export const problemsFit: Fits<wire.Problem, Problem> = true;
