import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execute, ownTree, temporaryFolder } from './processes.ts';

/** The tree of a commit, with its packages, in a temporary folder. */
export interface Tree extends AsyncDisposable {
  readonly path: string;
  /** The commit and the first line of its message. */
  readonly title: string;
}

/**
 * Checks a commit out beside the present code, which stays as it is. Disposing of it leaves nothing
 * in the folder, nor in what git knows.
 *
 * @param signal ends it
 * @throws when there is no such commit, or its packages cannot be had
 */
export async function checkOut(commit: string, signal: AbortSignal): Promise<Tree> {
  const git = (...args: string[]) => execute('git', args, { cwd: ownTree, signal });
  const found = await git('rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`);
  const title = await git('log', '-1', '--format=%h %s', found.trim());
  // What was made, to be removed in the opposite order.
  const made = new AsyncDisposableStack();
  try {
    const folder = await temporaryFolder();
    made.defer(folder.remove);
    const path = join(folder.path, 'tree');
    await git('worktree', 'add', '--quiet', '--detach', path, found.trim());
    made.defer(async () => {
      await execute('git', ['worktree', 'remove', '--force', path], { cwd: ownTree });
    });
    await givePackages(path, signal);
    return { path, title: title.trim(), [Symbol.asyncDispose]: () => made.disposeAsync() };
  } catch (error) {
    await made.disposeAsync();
    throw error;
  }
}

/** Those of its own lock file: other packages than then would be measured as if they were of then. */
async function givePackages(path: string, signal: AbortSignal): Promise<void> {
  const [here, there] = await Promise.all(
    [ownTree, path].map((tree) => readFile(join(tree, 'package-lock.json'))),
  );
  // The same packages: that they are here already saves half a minute.
  if (here?.equals(there as Buffer))
    return symlink(join(ownTree, 'node_modules'), join(path, 'node_modules'), 'dir');
  const quickly = ['--prefer-offline', '--no-audit', '--no-fund'];
  await execute('npm', ['ci', '--omit=dev', ...quickly], { cwd: path, signal });
}
