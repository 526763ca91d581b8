/** What must hold whatever happens: one file per promise. */
@NullMarked
package io.shiplog.standalone.sim.invariant;

import org.jspecify.annotations.NullMarked;
