@NullMarked
package io.shiplog.api.verb;

import org.jspecify.annotations.NullMarked;
