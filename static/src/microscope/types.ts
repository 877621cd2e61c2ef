/** Types of the microscope: the wire's, by the names that are used here. */

import type * as wire from "../generated/api";

export type { MessageHistory, MessageList, MessageRow, MessageStep } from "../generated/api";

export type Verdict = wire.MessageHistory["verdict"];
export type Reason = wire.MessageRow["kept"][number];

/** Which message: a job of a client. The same pair names the same work in every run of the same work. */
export interface JobName {
  readonly client: string;
  readonly number: number;
}

export function sameJob(a: JobName | null, b: JobName | null): boolean {
  return a?.client === b?.client && a?.number === b?.number;
}

export function keyOf({ client, number }: JobName): string {
  return `${client}.${number}`;
}
