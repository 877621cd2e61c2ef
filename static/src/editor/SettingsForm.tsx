/** Settings form: the settings of a part in sections that fold, with a search that finds one among many. */
import { useId, useState } from "react";
import { setSetting } from "../design/actions";
import { valueOf } from "../design/catalog";
import { problemsAt } from "../design/problems";
import { Icon } from "../diagram/Icon";
import { useSession } from "../run";
import { FieldRow } from "./fields/FieldRow";
import { useCommandFocus } from "./focus";
import { helpOf } from "./InspectorPanel";
import { matching, openAtFirst, sectionsOf } from "./sections";
import { useEditor } from "./store";
import type { Owner } from "../design/actions";
import type { Baseline } from "../design/presets";
import type { Field, Finding, Path, Problem, Settings } from "../design/types";
import type { Threshold } from "./fields/Density";
import type { Helped } from "./InspectorPanel";
import type { Idle, Section } from "./sections";

/** Below so many settings one sees them all, and a search would only be in the way. */
const WORTH_SEARCHING = 9;

/** What someone folded or opened stays so for parts of the same kind, for as long as the page is open. */
const folded = new Map<string, boolean>();

interface Props {
  readonly owner: Owner;
  /** "queue", "edge call": what the memory of folded sections goes by. */
  readonly of: string;
  readonly path: Path;
  readonly fields: readonly Field[];
  readonly settings: Settings;
  readonly baseline: (field: Field) => Baseline;
  readonly thresholds?: (field: Field) => readonly Threshold[];
  readonly onHelp: (help: Helped | null) => void;
}

export function SettingsForm(props: Props) {
  const { of, path, fields, settings, baseline } = props;
  const problems = problemsAt(useEditor((state) => state.problems), path);
  const sections = sectionsOf(fields, settings, baseline);
  // Decided when the part is selected: no section opens or folds while one types in it.
  const [first] = useState(() => openAtFirst(sections));
  const [, redraw] = useState(0);
  const [text, setText] = useState("");
  const searching = text.trim() !== "";
  const matches = searching ? matching(fields, settings, text) : null;
  const shown = matches
    ? sections.map((section) => ({ ...section, fields: section.fields.filter((field) => matches.fields.has(field.name)) })).filter((section) => section.fields.length > 0)
    : sections;
  const isOpen = (section: Section) =>
    searching || section.fields.some((field) => problemsAt(problems, [...path, field.name]).length > 0) || (folded.get(`${of} ${section.name}`) ?? first.has(section.name));
  return (
    <>
      {fields.length >= WORTH_SEARCHING && <Search text={text} onText={setText} />}
      <div className="fields">
        {shown.map((section) => (
          <SectionRows
            key={section.name} section={section} {...props} headed={sections.length > 1} open={isOpen(section)} locked={searching} problems={problems}
            onToggle={() => {
              folded.set(`${of} ${section.name}`, !isOpen(section));
              redraw((count) => count + 1);
            }}
          />
        ))}
        {matches && <Nothing text={text} none={shown.length === 0} idle={matches.idle} />}
      </div>
    </>
  );
}

function Search({ text, onText }: { text: string; onText: (text: string) => void }) {
  const field = useCommandFocus("find-setting");
  return (
    <div className="search insp-search">
      <Icon name="i-search" size={14} />
      <input
        ref={field} type="search" value={text} placeholder="Find a setting" aria-label="Find a setting" autoComplete="off" spellCheck={false}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" || event.key === "Enter") {
            event.preventDefault();
            event.currentTarget.closest(".insp-body")?.querySelector<HTMLElement>(".fields .field :is(input, select, button:not(.was))")?.focus();
          }
          if (event.key === "Escape" && text) {
            event.stopPropagation();
            onText("");
          }
        }}
      />
      <span className="kbd" aria-hidden="true">/</span>
    </div>
  );
}

/** What the words would find if other settings were chosen; a search never ends in silence. */
function Nothing({ text, none, idle }: { text: string; none: boolean; idle: readonly Idle[] }) {
  return (
    <div className="insp-none" role="status">
      {none && idle.length === 0 && <p>No setting is called “{text.trim()}”.</p>}
      {idle.slice(0, 4).map(({ field, needs }) => (
        <p key={field.name}><b>{field.label}</b> has a meaning with {needs}.</p>
      ))}
    </div>
  );
}

interface SectionProps extends Props {
  readonly section: Section;
  readonly headed: boolean;
  readonly open: boolean;
  /** While one searches, what was found stays open. */
  readonly locked: boolean;
  readonly problems: readonly Problem[];
  readonly onToggle: () => void;
}

function SectionRows(props: SectionProps) {
  const { section, headed, open, locked, onToggle } = props;
  const id = useId();
  if (!headed || section.name === "") return <Rows {...props} />;
  const count = section.fields.length;
  return (
    <section className={open ? "group open" : "group"}>
      <h2>
        <button type="button" aria-expanded={open} aria-controls={id} disabled={locked} onClick={onToggle}>
          <Icon name="i-right" size={12} />
          {section.name}
          {section.changed > 0 ? (
            <span className="insp-changed"><i className="chg" />{section.changed} changed</span>
          ) : (
            !open && <span className="group-count">{count === 1 ? "1 setting" : `${count} settings`}</span>
          )}
        </button>
      </h2>
      <div id={id} hidden={!open}>{open && <Rows {...props} />}</div>
    </section>
  );
}

/** Findings whose fix changes this very setting, and which it does not obey yet. */
function findingsAt(findings: readonly Finding[], path: Path, value: unknown): readonly Finding[] {
  const at = path.join(" ");
  return findings.filter(({ fix }) => {
    const [change] = fix?.changes.length === 1 ? fix.changes : [];
    return change?.path.join(" ") === at && JSON.stringify(change.value) !== JSON.stringify(value);
  });
}

const NONE: readonly Threshold[] = [];

function Rows({ section, owner, path, settings, baseline, thresholds = () => NONE, problems, onHelp }: SectionProps) {
  const ofDesign = useEditor((state) => state.designFindings);
  const ofRun = useSession((state) => state.findings);
  const { do: perform, seal } = useEditor.getState();
  const findings = [...ofDesign, ...ofRun.filter((finding) => !ofDesign.some((other) => other.rule === finding.rule))];
  return (
    <>
      {section.fields.map((field) => {
        const own = [...path, field.name];
        const value = valueOf(field, settings);
        const compared = baseline(field);
        return (
          <FieldRow
            key={field.name} field={field} value={value} baseline={compared} thresholds={thresholds(field)}
            remarks={{ problems: problemsAt(problems, own), findings: findingsAt(findings, own, value) }}
            onChange={(next) => perform(setSetting(owner, field, next))}
            onDone={seal} onHelp={(pointed) => onHelp(pointed && (pointed.name === field.name ? { field, value, baseline: compared } : helpOf(pointed)))}
          />
        );
      })}
    </>
  );
}
