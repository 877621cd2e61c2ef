/** Field context: what every control needs besides its own value. */
import type { Field, Finding, Problem, SettingValue } from "../../design/types";

export interface ControlProps {
  /** The id of the control, to which the label and the help are tied. */
  readonly id: string;
  readonly field: Field;
  readonly value: SettingValue;
  readonly bad: boolean;
  /** The control's name where no label element is tied to it: in the rows of a list. */
  readonly label?: string | undefined;
  readonly describedBy: string;
  readonly onChange: (value: SettingValue | undefined) => void;
  /** Typing has ended; the next change is a step of its own. */
  readonly onDone: () => void;
}

/** What stands below a field: Problems, and findings whose fix would change it. */
export interface Remarks {
  readonly problems: readonly Problem[];
  readonly findings: readonly Finding[];
}
