// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/shortcuts_dialog.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/theme/type.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

namespace {

constexpr int kColumns = 2;

struct Group
{
    const char* prefixes; ///< of the ids
    const char* title;
};

const Group kGroups[] = {
    {"file. edit. job.", QT_TRANSLATE_NOOP("fulcrum::dialogs::ShortcutsDialog", "Project, editing, jobs")},
    {"page. dock. view. perspective. theme. help.", QT_TRANSLATE_NOOP("fulcrum::dialogs::ShortcutsDialog", "Window")},
    {"data.", QT_TRANSLATE_NOOP("fulcrum::dialogs::ShortcutsDialog", "Data")},
    {"seq.", QT_TRANSLATE_NOOP("fulcrum::dialogs::ShortcutsDialog", "Sequences")},
    {"", QT_TRANSLATE_NOOP("fulcrum::dialogs::ShortcutsDialog", "Other pages")},
};

const Group& groupOf(const QString& id)
{
    for (const Group& group : kGroups)
        for (const QString& prefix : QString::fromLatin1(group.prefixes).split(u' ', Qt::SkipEmptyParts))
            if (id.startsWith(prefix))
                return group;
    return kGroups[std::size(kGroups) - 1];
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const bridge::ActionRegistry& actions, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Shortcuts"));
    resize(900, 680);
    auto* content = new QWidget;
    auto* columns = new QHBoxLayout(content);
    columns->setSpacing(32);
    QVBoxLayout* lists[kColumns];
    for (QVBoxLayout*& list : lists) {
        list = new QVBoxLayout;
        list->setSpacing(6);
        columns->addLayout(list, 1);
    }
    int place = 0;
    for (const Group& group : kGroups)
        if (QWidget* table = makeGroup(actions, group.title, [&group](const QString& id) { return &groupOf(id) == &group; }))
            lists[place++ == 0 || place == 3 ? 0 : 1]->addWidget(table);
    for (QVBoxLayout* list : lists)
        list->addStretch();
    auto* search = new QLineEdit;
    search->setPlaceholderText(tr("Search"));
    search->setAccessibleName(tr("Search"));
    search->setClearButtonEnabled(true);
    connect(search, &QLineEdit::textChanged, this, &ShortcutsDialog::filter);
    auto* scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->addWidget(search);
    layout->addWidget(scroll, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
}

/// A heading and its keys; nullptr where no action of the group has any.
QWidget* ShortcutsDialog::makeGroup(
    const bridge::ActionRegistry& actions, const char* title, const std::function<bool(const QString&)>& belongs)
{
    auto* table = new QWidget;
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 0, 12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    grid->addWidget(theme::label(tr(title), theme::Text::Heading), 0, 0, 1, 2);
    int row = 1;
    for (const QAction* action : actions.all()) {
        if (action->shortcut().isEmpty() || !belongs(bridge::ActionRegistry::idOf(action)))
            continue;
        auto* key = theme::label(action->shortcut().toString(QKeySequence::NativeText), theme::Text::Body);
        QFont font = key->font();
        font.setWeight(QFont::DemiBold);
        key->setFont(font);
        key->setMinimumWidth(110);
        grid->addWidget(key, row, 0);
        auto* text = theme::label(QString(action->text()).remove(u'&'), theme::Text::Body, nullptr, true);
        text->setToolTip(action->statusTip());
        grid->addWidget(text, row++, 1);
        m_rows.append(qMakePair(key, text));
    }
    if (row > 1)
        return table;
    delete table;
    return nullptr;
}

void ShortcutsDialog::filter(const QString& typed)
{
    for (const auto& [key, text] : m_rows) {
        const bool shown = key->text().contains(typed, Qt::CaseInsensitive) || text->text().contains(typed, Qt::CaseInsensitive);
        key->setVisible(shown);
        text->setVisible(shown);
    }
}

} // namespace fulcrum::dialogs
