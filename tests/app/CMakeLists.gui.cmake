# SPDX-License-Identifier: GPL-3.0-or-later
# The window's tests; included by CMakeLists.txt when the window is part of the build.
if(TARGET fulcrum-shell)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Network Widgets Test)
  fulcrum_add_test(tst_window LIBRARIES fulcrum-shell Qt6::Network LABELS gui)
  fulcrum_add_test(tst_responsive LIBRARIES fulcrum-shell fulcrum-small-project LABELS gui)
  target_compile_definitions(tst_responsive PRIVATE FULCRUM_FAKE_ENGINE="$<TARGET_FILE:fulcrum-fake-engine>")
  add_dependencies(tst_responsive fulcrum-fake-engine)
  fulcrum_add_test(tst_program LIBRARIES Qt6::Gui LABELS gui)
  if(FULCRUM_WITH_ENGINE)
    fulcrum_add_test(tst_story SOURCES story/tst_story.cpp story/driver.h LIBRARIES fulcrum-shell LABELS "gui;torch")
    add_dependencies(tst_story fulcrum-engine)
    file(GLOB icons CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/icons/*.svg) # its pictures are for the user guide
    qt_add_resources(tst_story story_icons PREFIX /icons BASE ${CMAKE_SOURCE_DIR}/resources/icons FILES ${icons})
    set_tests_properties(tst_story PROPERTIES TIMEOUT 1800 RUN_SERIAL ON)
    find_program(FULCRUM_XVFB_RUN xvfb-run)
    if(FULCRUM_XVFB_RUN) # a real window: cards can be dragged
      add_test(NAME tst_story_x11 COMMAND ${FULCRUM_XVFB_RUN} -a -s "-screen 0 1600x1000x24" $<TARGET_FILE:tst_story>)
      set_tests_properties(tst_story_x11 PROPERTIES LABELS "gui;torch;slow" TIMEOUT 1800 ENVIRONMENT "QT_QPA_PLATFORM=xcb;OMP_WAIT_POLICY=passive")
    endif()
  endif()
  fulcrum_add_test(tst_translations LABELS unit)
  add_dependencies(tst_program fulcrum)
  set_property(TEST tst_window tst_responsive tst_program APPEND PROPERTY ENVIRONMENT
    "XDG_RUNTIME_DIR=/tmp" "XDG_CACHE_HOME=${CMAKE_CURRENT_BINARY_DIR}/cache") # not in the cache of whoever runs them
endif()
