/** The file in which a reader of a log keeps what it has read, so that it starts from the log's tail. */
@NullMarked
package io.shiplog.schemas.checkpoint;

import org.jspecify.annotations.NullMarked;
