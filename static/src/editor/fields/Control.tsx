/** Control: what one types into or chooses from, by the kind of the field. */
import { NumberControl, QuantityControl } from "./Typed";
import type { ControlProps } from "./context";

export function Control(props: ControlProps) {
  const { id, field, value, bad, label, describedBy, onChange, onDone } = props;
  switch (field.kind) {
    case "boolean":
      return (
        <input
          id={id} type="checkbox" role="switch" className="sw" checked={value === true} aria-label={label} aria-describedby={describedBy}
          onChange={(event) => {
            onChange(event.target.checked);
            onDone();
          }}
        />
      );
    case "choice":
      return (
        <select
          id={id} className={bad ? "inp bad" : "inp"} value={String(value)} aria-label={label} aria-describedby={describedBy}
          onChange={(event) => {
            onChange(event.target.value);
            onDone();
          }}
        >
          {field.choices.map((choice) => (
            <option key={choice.value} value={choice.value} title={choice.help}>{choice.label}</option>
          ))}
        </select>
      );
    case "text":
      return (
        <span className={bad ? "inp left bad" : "inp left"}>
          <input
            id={id} type="text" autoComplete="off" value={typeof value === "string" ? value : ""} aria-label={label} aria-describedby={describedBy} aria-invalid={bad}
            onFocus={(event) => event.target.select()} onChange={(event) => onChange(event.target.value)} onBlur={onDone}
          />
        </span>
      );
    case "duration":
    case "rate":
    case "share":
      return <QuantityControl {...props} />;
    default:
      return <NumberControl {...props} />;
  }
}
