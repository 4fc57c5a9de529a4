// Everything a page of the product can do, hung on data- attributes. Apps add theirs through assets/*.js.
import "./htmx.js";
import "./shell.js";
import "./tip.js";
import "./dialog.js";
import "./drawer.js";
import "./submit.js";
import "./draft.js";
import "./saving.js";
import "./counter.js";
import "./validity.js";
import "./rows.js";
import "./ledger.js";
import "./file.js";
import "./password.js";
import "./small.js";
import "./figures.js";
