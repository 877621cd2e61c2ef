/** Icon: one symbol of the sprite. */

export function Icon({ name, size = 16, className = "" }: { name: string; size?: number; className?: string }) {
  return (
    <svg className={`ic ${className}`} width={size} height={size} aria-hidden="true">
      <use href={`#${name}`} />
    </svg>
  );
}
