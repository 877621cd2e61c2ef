/** Pictures that templates name through the manifest: imported so that the build gives them out. */
import favicon from "../../favicon.svg?url";
import icons from "../../icons.svg?url";

export const assets = { favicon, icons };
