/**
 * The whole cluster in one thread and in virtual time: the same cores over an in-memory log, with faults
 * from a seed.
 */
@NullMarked
package io.shiplog.standalone.sim;

import org.jspecify.annotations.NullMarked;
