/** Share dialog: a link to the design with the stored results of one run. */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "../diagram/Icon";
import { copyText } from "../pages/clipboard";
import { api, useSession } from "../run";
import { useFocusReturn } from "./focus";
import { runNow } from "./running";
import { useEditor } from "./store";

const BY = "queueyard.by";

type Outcome = { readonly state: "asking" } | { readonly state: "making" } | { readonly state: "made"; readonly url: string } | { readonly state: "failed"; readonly why: string };

export function ShareDialog() {
  useFocusReturn();
  const run = useSession((state) => state.current);
  const status = useSession((state) => state.status);
  const close = () => useEditor.getState().set({ floating: null });
  const finished = run !== null && status === "finished";
  return (
    <div className="finder-ground" onPointerDown={(event) => event.target === event.currentTarget && close()}>
      <div className="dialog share" role="dialog" aria-label="Share">
        <header>
          <h2>Share</h2>
          <button type="button" className="btn quiet icon sm" aria-label="Close" onClick={close}><Icon name="i-x" /></button>
        </header>
        {finished ? <ShareForm run={run.id} number={run.number} /> : <RunFirst close={close} />}
      </div>
    </div>
  );
}

function RunFirst({ close }: { close: () => void }) {
  return (
    <>
      <p>A link shows a design with the results of a run. Run it first; the link then always shows exactly those results.</p>
      <div className="acts">
        <button
          type="button" className="btn pri"
          onClick={() => {
            close();
            void runNow();
          }}
        >
          <Icon name="i-play" size={14} />
          Run
        </button>
      </div>
    </>
  );
}

function ShareForm({ run, number }: { run: string; number: number }) {
  const scenario = useEditor((state) => state.scenario);
  const [note, setNote] = useState("");
  const [by, setBy] = useState(localStorage.getItem(BY) ?? "");
  const [outcome, setOutcome] = useState<Outcome>({ state: "asking" });
  const first = useRef<HTMLTextAreaElement>(null);
  const link = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  useEffect(() => {
    if (outcome.state === "made") link.current?.select();
  }, [outcome]);
  const make = async () => {
    setOutcome({ state: "making" });
    localStorage.setItem(BY, by);
    try {
      const { url } = await api.share(scenario, run, note, by);
      setOutcome({ state: "made", url: new URL(url, location.origin).href });
    } catch (reason) {
      setOutcome({ state: "failed", why: reason instanceof Error ? reason.message : "The link could not be made." });
    }
  };
  if (outcome.state === "made") return <Made url={outcome.url} link={link} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <p className="muted">Whoever has the link sees this design and run {number}, without signing in, and can make a copy. Later changes stay yours.</p>
      <label htmlFor="share-note">What should they look at? (may be empty)</label>
      <textarea id="share-note" ref={first} className="inp" rows={3} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      <label htmlFor="share-by">Your name (may be empty)</label>
      <input id="share-by" className="inp" maxLength={80} value={by} autoComplete="name" onChange={(event) => setBy(event.target.value)} />
      {outcome.state === "failed" && <p className="problem" role="alert">{outcome.why}</p>}
      <div className="acts">
        <button type="submit" className="btn pri" disabled={outcome.state === "making"}>
          <Icon name="i-link" />
          Make the link
        </button>
      </div>
    </form>
  );
}

function Made({ url, link }: { url: string; link: React.RefObject<HTMLInputElement | null> }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void copyText(url).then((done) => (done ? setCopied(true) : link.current?.select()));
  };
  return (
    <>
      <label htmlFor="share-url">The link</label>
      <input id="share-url" ref={link} className="inp mono" readOnly value={url} onFocus={(event) => event.target.select()} />
      <div className="acts">
        <button type="button" className="btn pri" onClick={copy}>
          <Icon name={copied ? "i-check" : "i-copy"} />
          {copied ? "Copied" : "Copy the link"}
        </button>
        <a className="btn" href={url} target="_blank" rel="noopener">Open it</a>
      </div>
      <p className="live" role="status">{copied ? "The link is copied." : ""}</p>
    </>
  );
}
