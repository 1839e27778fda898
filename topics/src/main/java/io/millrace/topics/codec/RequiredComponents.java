package io.millrace.topics.codec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import org.jspecify.annotations.Nullable;

/**
 * Tells Jackson that a record's component must be given unless it is {@link Nullable}, as it tells
 * the reader of the code.
 */
final class RequiredComponents extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1;

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    if (isComponent(member)) {
      return !isNullable(member);
    }
    return super.hasRequiredMarker(member);
  }

  @Override
  public JsonSetter.Value findSetterInfo(Annotated annotated) {
    return isComponent(annotated) && !isNullable(annotated)
        ? JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL)
        : super.findSetterInfo(annotated);
  }

  private static boolean isComponent(Annotated annotated) {
    return annotated instanceof AnnotatedParameter parameter
        && parameter.getOwner() instanceof AnnotatedConstructor owner
        && owner.getDeclaringClass().isRecord();
  }

  private static boolean isNullable(Annotated annotated) {
    AnnotatedParameter parameter = (AnnotatedParameter) annotated;
    AnnotatedConstructor owner = (AnnotatedConstructor) parameter.getOwner();
    return owner
        .getAnnotated()
        .getAnnotatedParameterTypes()[parameter.getIndex()]
        .isAnnotationPresent(Nullable.class);
  }
}
