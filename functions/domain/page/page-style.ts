import { createHash } from 'node:crypto';

const LIGHT = {
  ground: '#f4f6f8',
  card: '#ffffff',
  line: '#d9dfe6',
  text: '#14202b',
  soft: '#51606f',
  link: '#0a58b0',
  track: '#e3e8ee',
  good: '#2a6fb8',
  'good-text': '#14558f',
  'good-ground': '#e6f0fa',
  warning: '#c06f00',
  'warning-text': '#7a4700',
  'warning-ground': '#fdf1dd',
  critical: '#c9302c',
  'critical-text': '#a01f1c',
  'critical-ground': '#fdeaea',
  'calm-ground': '#eaeef2',
  press: '#0a58b0',
  'press-text': '#ffffff',
};

const DARK: typeof LIGHT = {
  ground: '#0f151b',
  card: '#18212a',
  line: '#32404d',
  text: '#e8edf2',
  soft: '#a7b4c0',
  link: '#85bbff',
  track: '#2b3843',
  good: '#5b9fe6',
  'good-text': '#9ccaff',
  'good-ground': '#17304a',
  warning: '#e09a35',
  'warning-text': '#ffca7a',
  'warning-ground': '#3c2c10',
  critical: '#f0645e',
  'critical-text': '#ffa8a3',
  'critical-ground': '#451c1c',
  'calm-ground': '#27323d',
  press: '#85bbff',
  'press-text': '#0c1a29',
};

/** Rules for what is below the element of the class `eca`: nothing of them reaches the console of CloudWatch. */
const RULES = `
{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--text);background:var(--ground);font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%;overflow-wrap:anywhere;container:eca/inline-size}
*{box-sizing:border-box}
.inner{max-width:1180px;margin:0 auto;padding:0 20px 48px}
.skip{position:absolute;left:-999px;top:0;background:var(--card);padding:10px 16px;z-index:1}
.skip:focus{left:8px;top:8px}
cwdb-action{display:none}
a{color:var(--link);text-decoration:underline;text-underline-offset:3px;cursor:pointer}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
header{background:var(--card);border-bottom:1px solid var(--line);margin-bottom:24px}
header .bar-in{max-width:1180px;margin:0 auto;padding:0 20px;display:flex;flex-wrap:wrap;align-items:center;column-gap:28px}
.brand{font-weight:650;letter-spacing:-.01em;padding:12px 0;margin:0}
.brand small{font-weight:400;color:var(--soft);margin-left:8px}
nav{display:flex;gap:4px}
nav a{padding:12px 12px 10px;color:var(--soft);text-decoration:none;border-bottom:3px solid transparent}
nav a:hover{color:var(--text)}
nav a[aria-current]{color:var(--text);font-weight:600;border-bottom-color:var(--link)}
h1{font-size:26px;line-height:1.25;letter-spacing:-.015em;font-weight:650;margin:0}
h2{font-size:17px;line-height:1.3;font-weight:650;margin:0 0 12px;letter-spacing:-.005em}
h3{font-size:15px;font-weight:650;margin:0}
p{margin:0 0 8px}
.lead{color:var(--soft);margin:4px 0 20px}
.back{display:inline-block;margin-bottom:8px;padding:4px 0}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px;margin:0 0 20px}
small,.note{font-size:13px;color:var(--soft)}
.dot{color:var(--soft)}
.empty{color:var(--soft);margin:0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden;margin:0 0 20px}
.figures>div{padding:16px 20px;box-shadow:1px 0 0 var(--line),0 1px 0 var(--line)}
.figures dt{font-size:13px;color:var(--soft)}
.figures dd{margin:2px 0 0}
.figures .value{display:block;font-size:24px;line-height:1.3;font-weight:650;letter-spacing:-.015em}
.figures .text{display:block;font-size:15px;font-weight:500;letter-spacing:0;line-height:1.4;padding-top:4px}
.figures .critical .value{color:var(--critical-text)}
.figures .warning .value{color:var(--warning-text)}
.figures .note{display:block}
.figures .bar{margin-top:8px}
.states{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));gap:10px;padding:0;margin:0 0 20px}
.states a,.states span.state{display:block;height:100%;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 14px 12px;text-decoration:none;color:var(--text);border-left:4px solid var(--line)}
.states a:hover{border-color:var(--link)}
.states a[aria-current]{box-shadow:0 0 0 2px var(--link)}
.states b{display:block;font-size:22px;line-height:1.25;font-weight:650}
.states li.critical>*{border-left-color:var(--critical)}
.states li.warning>*{border-left-color:var(--warning)}
.states li.good>*{border-left-color:var(--good)}
.states .count{font-size:13px;color:var(--soft)}
.chip{display:inline-block;font-size:12.5px;line-height:1.5;font-weight:600;padding:1px 8px;border-radius:11px;background:var(--calm-ground);color:var(--text)}
.chip.good{background:var(--good-ground);color:var(--good-text)}
.chip.warning{background:var(--warning-ground);color:var(--warning-text)}
.chip.critical{background:var(--critical-ground);color:var(--critical-text)}
.chips{display:flex;flex-wrap:wrap;gap:4px;margin-top:3px}
.banner{border:1px solid var(--line);border-left:4px solid var(--soft);background:var(--card);border-radius:8px;padding:12px 16px;margin:0 0 16px}
.banner p:last-child{margin:0}
.banner.good{border-left-color:var(--good);background:var(--good-ground)}
.banner.warning{border-left-color:var(--warning);background:var(--warning-ground)}
.banner.critical{border-left-color:var(--critical);background:var(--critical-ground)}
.banner .note,.banner small{color:var(--text)}
.bar{display:block;width:100%;height:10px;border-radius:5px;overflow:hidden}
.bar .track{fill:var(--track)}
.bar .spent{fill:var(--good)}
.bar.warning .spent{fill:var(--warning)}
.bar.critical .spent{fill:var(--critical)}
.bar .expected{fill:var(--good);opacity:.35}
.bar.warning .expected{fill:var(--warning)}
.bar.critical .expected{fill:var(--critical)}
.bar .limit{fill:var(--text)}
.shares{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));gap:20px 28px;list-style:none;padding:0;margin:0}
.shares .top{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 12px;align-items:baseline}
.shares .bar{margin:6px 0}
.shares .name{font-weight:600}
.legend{font-size:13px;color:var(--soft);margin:16px 0 0}
.tools{display:flex;flex-wrap:wrap;gap:12px 24px;align-items:flex-end;margin-bottom:12px}
form.chooser{display:flex;flex-wrap:wrap;gap:8px;align-items:flex-end;margin:0}
.field{display:flex;flex-direction:column;gap:4px;font-size:13px;color:var(--soft);max-width:100%}
.field small{max-width:30ch}
input,select{font:inherit;font-size:15px;line-height:1.4;color:var(--text);background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:8px 10px;min-height:40px;max-width:100%}
.btn{display:inline-flex;align-items:center;justify-content:center;font:inherit;font-size:15px;font-weight:600;line-height:1.3;min-height:40px;padding:8px 16px;border:1px solid var(--soft);border-radius:6px;background:var(--card);color:var(--text);text-decoration:none;cursor:pointer}
.btn:hover{border-color:var(--text);background:var(--calm-ground)}
.btn.strong{background:var(--press);border-color:var(--press);color:var(--press-text)}
.btn.strong:hover{text-decoration:underline}
.btn.small{min-height:34px;padding:5px 12px;font-size:14px}
.sorts{display:flex;flex-wrap:wrap;align-items:center;gap:2px;font-size:14px;margin-bottom:8px}
.sorts .label{color:var(--soft);margin-right:6px}
.sorts a{padding:7px 10px;border-radius:6px;text-decoration:none}
.sorts a[aria-current]{background:var(--calm-ground);color:var(--text);font-weight:600}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;margin:0}
caption{text-align:left;color:var(--soft);font-size:13px;padding:0 0 8px}
th,td{text-align:left;vertical-align:top;padding:9px 16px 9px 0;border-top:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{border-top:0;font-size:13px;font-weight:600;color:var(--soft);vertical-align:bottom;padding-top:0}
tbody th{font-weight:400;min-width:140px}
tbody th a{font-weight:600;display:inline-block;text-decoration:none}
tbody th a:hover{text-decoration:underline}
tbody th .chips{display:inline-flex;margin:0 0 0 8px}
.number{text-align:right}
.number,.wide{white-space:nowrap}
td{overflow-wrap:break-word}
.free{overflow-wrap:anywhere;min-width:100px}
td.number small{display:inline-block;min-width:64px}
.share{display:flex;align-items:center;gap:10px;min-width:150px;padding-left:8px}
.share span{min-width:58px;text-align:right}
.share .bar{height:8px;flex:1}
.chart{margin:12px 0 0}
.chart svg{display:block;width:100%;height:auto;font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
.chart .narrow{display:none}
.chart text{fill:var(--text)}
.chart .axis{fill:var(--soft);font-size:12px}
.chart .end{font-weight:650}
.chart .grid{stroke:var(--line)}
.chart .tick{stroke:var(--soft)}
.chart .today{stroke:var(--soft);stroke-dasharray:2 3}
.chart .level{stroke:var(--warning);stroke-dasharray:5 4}
.chart .limit{stroke:var(--critical);stroke-width:1.5}
.chart .limit-label{fill:var(--critical-text);font-weight:600;font-size:12px}
.chart .area{fill:var(--good);opacity:.12}
.chart .curve{fill:none;stroke:var(--good);stroke-width:2.5;stroke-linejoin:round}
.chart .now{fill:var(--good);stroke:var(--card);stroke-width:2}
.chart .fan{fill:var(--good);opacity:.16}
.chart .expected{fill:none;stroke:var(--good);stroke-width:1.5;stroke-dasharray:4 4}
.details{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,250px),1fr));gap:12px 28px;margin:0}
.details dt{font-size:13px;color:var(--soft)}
.details dd{margin:0}
.entries{list-style:none;margin:0;padding:0}
.entries>li{padding:12px 0;border-top:1px solid var(--line);display:grid;grid-template-columns:1fr auto;gap:2px 16px;align-items:start}
.entries>li:first-child{border-top:0;padding-top:0}
.entries>li:last-child{padding-bottom:0}
.entries .what,.entries .note{grid-column:1}
.entries .btn{grid-column:2;grid-row:1/span 2;align-self:center}
.words{margin:0;padding-left:20px}
.words li{margin-bottom:6px}
.press-form{display:flex;flex-wrap:wrap;gap:20px 32px;margin:0}
.inner>.press-form{margin-bottom:16px}
h1+[role=status]{margin-top:16px}
fieldset{border:0;margin:0;padding:0;min-width:0;display:flex;flex-wrap:wrap;gap:8px 12px;align-items:flex-start}
legend{font-weight:600;padding:0;margin-bottom:6px}
.buttons{display:flex;flex-wrap:wrap;gap:8px}
.buttons.beside{padding-top:24px}
.messages{list-style:none;margin:8px 0 0;padding:0;display:grid;gap:6px}
.messages li{display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline}
.messages .channel{min-width:52px;font-weight:600}
.ref,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px}
.head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:4px 16px;align-items:baseline}
footer{color:var(--soft);font-size:13px;margin-top:24px}
form.chooser select{max-width:280px}
@container eca (max-width:640px){
.inner{padding:0 14px 32px}
header .bar-in{padding:0 14px}
section{padding:16px 14px}
.wide{display:none}
.chart .broad{display:none}
.chart .narrow{display:block}
.figures{grid-template-columns:1fr 1fr}
.figures>div{padding:12px 14px}
.figures .value{font-size:18px}
table{font-size:14px}
tbody th{min-width:96px}
.states{grid-template-columns:1fr 1fr}
.buttons.beside{padding-top:4px}
th,td{padding-right:10px}
.share{display:block;min-width:58px;padding-left:0}
.share span{display:block;text-align:left}
.share .bar{margin-top:4px}
td.number small{display:block;min-width:0}
tbody th .chips{display:flex;margin:3px 0 0}
.entries>li{grid-template-columns:1fr}
.entries .btn{grid-column:1;grid-row:auto;justify-self:start;margin-top:6px}
form.chooser{flex:1 1 100%}
form.chooser .field{flex:1 1 120px}
form.chooser,form.chooser .field,form.chooser select{min-width:0}
form.chooser input,form.chooser select{width:100%;max-width:100%}
h1{font-size:22px}
}
@media(forced-colors:active){.bar .spent,.bar .limit{forced-color-adjust:none}}
@media print{section{break-inside:avoid}.tools,.sorts,.press-form{display:none}}
`;

/** Of a file with all views: one is shown at a time, without a script. */
const ONE_AT_A_TIME = `
@media screen{@supports selector(:has(a)){
.eca .view{display:none}
.eca .view:target{display:block}
.eca main:not(:has(.view:target)) .view:first-child{display:block}
}}`;

const STYLE = [
  `.eca{${variables(LIGHT)};color-scheme:light}`,
  `.eca.dark{${variables(DARK)};color-scheme:dark}`,
  `@media(prefers-color-scheme:dark){.eca.either{${variables(DARK)};color-scheme:dark}}`,
  scoped(RULES).trim(),
  'body.eca{margin:0;min-height:100vh}',
  ONE_AT_A_TIME.trim(),
].join('\n');

/** The style of the page, for a `<style>` element. */
export function pageStyle(): string {
  return STYLE;
}

/** What a content security policy calls the style, so that the page needs no other one. */
export function styleHash(): string {
  return `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
}

function variables(colours: typeof LIGHT): string {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

/** Puts each selector below the class. */
function scoped(rules: string): string {
  return rules.replace(/([^{}]*)\{([^{}]*)\}/g, (_, selectors: string, body: string) => {
    const below = selectors.split(',').map((selector) => `.eca ${selector.trim()}`.trim());
    return `\n${below.join(',')}{${body}}`;
  });
}
