@NullMarked
package io.shiplog.standalone.broker;

import org.jspecify.annotations.NullMarked;
