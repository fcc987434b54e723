// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/command_palette.h"

#include "widgets/bridge/action_registry.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

CommandPalette::CommandPalette(const bridge::ActionRegistry& actions, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint), m_actions(actions), m_edit(new QLineEdit), m_list(new QListWidget)
{
    setWindowTitle(tr("Command palette"));
    resize(560, 420);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    m_edit->setPlaceholderText(tr("Type a command"));
    m_edit->setAccessibleName(tr("Command"));
    m_edit->installEventFilter(this);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Commands"));
    layout->addWidget(m_edit);
    layout->addWidget(m_list, 1);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_edit, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
    filter({});
}

int CommandPalette::score(const QString& typed, const QString& text)
{
    if (typed.isEmpty())
        return 1;
    int total = 0;
    qsizetype at = 0;
    bool previous = false;
    for (const QChar wanted : typed.toCaseFolded()) {
        if (wanted.isSpace()) {
            previous = false;
            continue;
        }
        const qsizetype found = text.toCaseFolded().indexOf(wanted, at);
        if (found < 0)
            return 0;
        const bool wordStart = found == 0 || !text.at(found - 1).isLetterOrNumber();
        total += 1 + (wordStart ? 4 : 0) + (previous && found == at ? 3 : 0);
        at = found + 1;
        previous = true;
    }
    return total;
}

void CommandPalette::filter(const QString& typed)
{
    struct Hit
    {
        int score;
        QAction* action;
    };
    QVector<Hit> hits;
    for (QAction* action : m_actions.all())
        if (const int value = score(typed, QString(action->text()).remove(u'&')))
            hits.append({value + (action->isEnabled() ? 1 : 0), action});
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
    m_list->clear();
    for (const Hit& hit : hits) {
        QString text = QString(hit.action->text()).remove(u'&').remove(QStringLiteral("…"));
        if (const QString keys = hit.action->shortcut().toString(QKeySequence::NativeText); !keys.isEmpty())
            text += QStringLiteral("    ") + keys;
        if (!hit.action->isEnabled())
            text += QStringLiteral("  –  ") + hit.action->toolTip();
        auto* item = new QListWidgetItem(hit.action->icon(), text, m_list);
        item->setData(Qt::UserRole, bridge::ActionRegistry::idOf(hit.action));
        item->setToolTip(hit.action->toolTip());
        if (!hit.action->isEnabled())
            item->setFlags(Qt::NoItemFlags);
    }
    for (int row = 0; row < m_list->count(); ++row)
        if (m_list->item(row)->flags() & Qt::ItemIsEnabled) {
            m_list->setCurrentRow(row);
            break;
        }
}

QStringList CommandPalette::shown() const
{
    QStringList ids;
    for (int row = 0; row < m_list->count(); ++row)
        ids.append(m_list->item(row)->data(Qt::UserRole).toString());
    return ids;
}

void CommandPalette::run()
{
    const QListWidgetItem* item = m_list->currentItem();
    QAction* action = item ? m_actions.action(item->data(Qt::UserRole).toString()) : nullptr;
    if (!action || !action->isEnabled())
        return;
    accept();
    QTimer::singleShot(0, action, &QAction::trigger); // after this dialog is gone
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step != 0) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + step, 0, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace fulcrum::dialogs
