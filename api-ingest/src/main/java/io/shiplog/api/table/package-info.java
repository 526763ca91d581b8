@NullMarked
package io.shiplog.api.table;

import org.jspecify.annotations.NullMarked;
