package io.millrace.planner.solve;

/**
 * What a search found, before anybody scored it again.
 *
 * @param stageOf stage of each device, −1 where unused
 * @param bound no assignment carries more frames per second
 * @param how what proves the bound, for people
 */
@SuppressWarnings("ArrayRecordComponent") // Looked at, never compared.
record Answer(int[] stageOf, double bound, String how) {}
