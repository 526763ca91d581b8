/** Lines, the blocks they are kept in, and which of them somebody wants; no files, no clock. */
@NullMarked
package io.shiplog.logs.line;

import org.jspecify.annotations.NullMarked;
