/** Lesson: what there is to see in an example, and what to try, as long as the design bears its name. */
import { useState } from "react";
import { pageData } from "../pages/data";

interface Example {
  readonly title: string;
  readonly lesson: string;
}

export function Lesson({ of }: { of: string }) {
  const [example] = useState(() => pageData<{ example?: Example | null }>("page-data")?.example ?? null);
  if (example?.title !== of) return null;
  return (
    <section className="lesson" aria-label="What there is to see">
      <h2>What there is to see</h2>
      <p>{example.lesson}</p>
    </section>
  );
}
