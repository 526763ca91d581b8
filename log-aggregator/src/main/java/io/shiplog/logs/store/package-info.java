/** The topic {@code logs} on the disk: files of blocks, their index in memory, and how both come back after a kill. */
@NullMarked
package io.shiplog.logs.store;

import org.jspecify.annotations.NullMarked;
