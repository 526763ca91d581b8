/** Volumes of pods as files and directories of the machine, whatever runtime uses them. */
@NullMarked
package io.shiplog.executor.volume;

import org.jspecify.annotations.NullMarked;
