@NullMarked
package io.shiplog.logs.topology;

import org.jspecify.annotations.NullMarked;
