/**
 * The topic {@code logs} on the disk: files of blocks, an index of them in memory, and how both come back after a
 * kill.
 */
@NullMarked
package io.shiplog.logs.store;

import org.jspecify.annotations.NullMarked;
