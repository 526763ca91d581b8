@NullMarked
package io.shiplog.standalone.registry;

import org.jspecify.annotations.NullMarked;
