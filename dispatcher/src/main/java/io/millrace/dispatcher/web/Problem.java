package io.millrace.dispatcher.web;

/**
 * An error as people get it, the body of every answer that is none: {@code {"error": {…}}}.
 *
 * @param what what was wrong
 * @param where where: a path, a field, a camera
 * @param todo what to do about it
 */
public record Problem(String what, String where, String todo) {}
