/** Answers about lines on the internal read protocol: streams that wait without a thread and never hold one up. */
@NullMarked
package io.shiplog.logs.query;

import org.jspecify.annotations.NullMarked;
