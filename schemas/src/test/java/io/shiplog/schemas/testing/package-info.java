/** What the tests of every module share; travels in the test-jar of schemas. */
@NullMarked
package io.shiplog.schemas.testing;

import org.jspecify.annotations.NullMarked;
