// The beginning of every npm script and of cdk.json's app, in a form that each Node since 14 can read.
const { node: version } = process.versions;
const [major, minor] = version.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 3)) {
  process.stderr.write(
    `Node 24 is needed, this is ${version}. Install Node 24.3 or later from https://nodejs.org; on Linux x64, npm ci brings it along.\n`,
  );
  process.exitCode = 1;
}
