/** Which lane a record takes: pure routing strategies over load reports. */
@NullMarked
package io.millrace.topics.route;

import org.jspecify.annotations.NullMarked;
