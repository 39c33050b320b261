import { CustomWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { PipelineFunction } from '../parts/pipeline-function.ts';

const WHOLE = 24;
const HALF = 12;

/** The views of the page as widgets of a dashboard, in rows from top to bottom. @param act the function behind buttons; absent: there are none */
export function pageWidgets({ lambda }: PipelineFunction, act?: PipelineFunction): CustomWidget[][] {
  const widget = (title: string, view: string, width: number, height: number): CustomWidget =>
    new CustomWidget({
      title,
      functionArn: lambda.functionArn,
      params: { view, ...(act && { act: act.lambda.functionArn }) },
      width,
      height,
      // The page is as wide as its widget by itself.
      updateOnResize: false,
    });
  return [
    [widget('What the fleet costs', 'fleet', WHOLE, 16)],
    [widget('What was sent', 'messages', HALF, 12), widget('How the alerter is', 'health', HALF, 12)],
  ];
}
