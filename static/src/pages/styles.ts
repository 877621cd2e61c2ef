/** The design system, in the order in which its sheets build on each other. */
import "../../css/tokens.css";
import "../../css/base.css";
import "../../css/parts.css";
import "../../css/pages.css";
