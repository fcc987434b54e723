# SPDX-License-Identifier: GPL-3.0-or-later
# The window's tests; included by CMakeLists.txt when the window is part of the build.
if(TARGET fulcrum-shell)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Network Widgets Test)
  fulcrum_add_test(tst_window LIBRARIES fulcrum-shell Qt6::Network LABELS gui)
  fulcrum_add_test(tst_program LIBRARIES Qt6::Gui LABELS gui)
  fulcrum_add_test(tst_translations LABELS unit)
  add_dependencies(tst_program fulcrum)
  set_property(TEST tst_window tst_program APPEND PROPERTY ENVIRONMENT
    "XDG_RUNTIME_DIR=/tmp" "XDG_CACHE_HOME=${CMAKE_CURRENT_BINARY_DIR}/cache") # not in the cache of whoever runs them
endif()
