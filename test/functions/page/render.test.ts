import { expect, test } from '@jest/globals';
import { renderer } from '../../../functions/page/render.ts';

const PAGE = 'arn:aws:lambda:eu-central-1:111122223333:function:page';

test('CSV in a popup keeps its lines, and nothing in it is markup', () => {
  const { renderCsv } = renderer(() => 'id');
  const csv = 'endpoint,name\r\n166,</textarea><b>\r\n';
  const html = renderCsv({ csv, rows: 1, next: '166' }, { isWidget: true, pageArn: PAGE, command: "aws 'x'" });
  expect(html).toContain('>endpoint,name\n166,&lt;/textarea&gt;&lt;b&gt;\n</textarea>');
  expect(html).toContain('1 endpoint; there are more. All of them, in a shell:');
  expect(html).toContain('<pre>aws &#39;x&#39;</pre>');
});
