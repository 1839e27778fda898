/**
 * Measurements that people can repeat: each prints a ratio or a table, and the machine it ran on.
 */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
