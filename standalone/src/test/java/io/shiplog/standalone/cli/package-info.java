/** The command line as it is typed. */
@NullMarked
package io.shiplog.standalone.cli;

import org.jspecify.annotations.NullMarked;
