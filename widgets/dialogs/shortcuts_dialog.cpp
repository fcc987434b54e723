// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/shortcuts_dialog.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>

namespace fulcrum::dialogs {

ShortcutsDialog::ShortcutsDialog(const bridge::ActionRegistry& actions, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Shortcuts"));
    resize(560, 640);
    auto* content = new QWidget;
    auto* grid = new QGridLayout(content);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const QAction* action : actions.all()) {
        if (action->shortcut().isEmpty())
            continue;
        auto* key = theme::label(action->shortcut().toString(QKeySequence::NativeText), theme::Text::Body);
        QFont font = key->font();
        font.setWeight(QFont::DemiBold);
        key->setFont(font);
        grid->addWidget(key, row, 0);
        auto* text = theme::label(QString(action->text()).remove(u'&'), theme::Text::Body);
        text->setToolTip(action->statusTip());
        grid->addWidget(text, row++, 1);
    }
    grid->setRowStretch(row, 1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
}

} // namespace fulcrum::dialogs
