/** What CloudWatch shows to a person who edits the widget, as Markdown. */
export const DESCRIPTION = `## What the fleet costs

Shows the endpoints of one emnify workspace beside their limits, what was sent, and whether the alerter works. It reads, and changes nothing.

### Parameters

| key | value |
|---|---|
| view | \`fleet\` (default), \`device\`, \`messages\` or \`health\` |
| list | of the fleet: \`all\`, \`cost\`, \`state#over\` (or near, fast, unusual, unchecked), \`budget#NAME\`, \`tag#TAG\` |
| sort | of the fleet: \`urgency\`, \`cost\`, \`share\` or \`name\` |
| search | of the fleet: an id, an ICCID or the beginning of a name |
| endpoint | of a device: its id |
| act | \`true\`: with buttons, for those who may call the function \`act\` |

### Example

\`\`\`yaml
view: fleet
list: state#over
sort: cost
\`\`\`
`;
