/**
 * One network in layers over several devices: what each choice costs, and what a choice adds up to.
 */
@NullMarked
package io.millrace.planner.layer;

import org.jspecify.annotations.NullMarked;
