@NullMarked
package io.shiplog.standalone.images;

import org.jspecify.annotations.NullMarked;
