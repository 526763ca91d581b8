@NullMarked
package io.shiplog.standalone.brokertests;

import org.jspecify.annotations.NullMarked;
