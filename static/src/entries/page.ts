/** A page that is read: gallery, reference, scenarios, accounts, errors. */
import "../pages/styles";
import "../pages/assets";
import { wirePage } from "../pages/page";

wirePage();
