# SPDX-License-Identifier: GPL-3.0-or-later
# Writes OUTPUT with VERSION and the commit of SOURCE, only when that changes, so that nothing is rebuilt in vain.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty=+ --exclude=* --abbrev=12
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  set(commit unknown)
endif()
set(text "#define FULCRUM_VERSION \"${VERSION}\"\n#define FULCRUM_GIT_COMMIT \"${commit}\"\n")
set(old "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old)
endif()
if(NOT text STREQUAL old)
  file(WRITE ${OUTPUT} "${text}")
endif()
