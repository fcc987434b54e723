// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/shortcut_editor.h"

#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

namespace {

/// Edits keys by pressing them.
class KeysDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        auto* edit = new QKeySequenceEdit(parent);
        // Done as soon as the keys are: nobody presses Enter after a shortcut, it would become part of it.
        connect(edit, &QKeySequenceEdit::editingFinished, this, [this, edit] {
            auto* self = const_cast<KeysDelegate*>(this);
            Q_EMIT self->commitData(edit);
            Q_EMIT self->closeEditor(edit);
        });
        return edit;
    }
    void setEditorData(QWidget* editor, const QModelIndex& index) const override
    {
        static_cast<QKeySequenceEdit*>(editor)->setKeySequence(index.data(models::ShortcutModel::KeysRole).value<QKeySequence>());
    }
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override
    {
        model->setData(index, QVariant::fromValue(static_cast<QKeySequenceEdit*>(editor)->keySequence()));
    }
};

} // namespace

ShortcutEditor::ShortcutEditor(bridge::ActionRegistry* actions, bridge::Settings* settings, QWidget* parent)
    : QWidget(parent), m_model(new models::ShortcutModel(actions, settings, this)), m_filter(new QSortFilterProxyModel(this)),
      m_search(new QLineEdit), m_table(new QTableView), m_status(theme::label({}, theme::Text::Small, nullptr, true)),
      m_reset(new QPushButton(tr("Reset"))), m_resetAll(new QPushButton(tr("Reset all")))
{
    m_filter->setSourceModel(m_model);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterKeyColumn(-1);
    m_search->setPlaceholderText(tr("Search an action or keys"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    connect(m_search, &QLineEdit::textChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
    m_table->setModel(m_filter);
    m_table->setItemDelegateForColumn(models::ShortcutModel::KeysColumn, new KeysDelegate(this));
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(32);
    m_table->horizontalHeader()->setSectionResizeMode(models::ShortcutModel::ActionColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(models::ShortcutModel::KeysColumn, 150);
    m_table->setColumnWidth(models::ShortcutModel::DefaultColumn, 130);
    m_table->setAccessibleName(tr("Shortcuts"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_search);
    column->addWidget(m_table, 1);
    auto* row = new QHBoxLayout;
    row->addWidget(m_status, 1);
    for (QPushButton* button : {m_reset, m_resetAll}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    column->addLayout(row);
    m_reset->setToolTip(tr("Give the selected action the keys that it had at first"));
    m_resetAll->setToolTip(tr("Give every action the keys that it had at first"));
    connect(m_reset, &QPushButton::clicked, this, &ShortcutEditor::resetCurrent);
    connect(m_resetAll, &QPushButton::clicked, m_model, &models::ShortcutModel::resetAll);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ShortcutEditor::update);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ShortcutEditor::update);
    update();
}

void ShortcutEditor::resetCurrent()
{
    if (const QModelIndex index = m_filter->mapToSource(m_table->currentIndex()); index.isValid())
        m_model->reset(index.row());
}

void ShortcutEditor::update()
{
    const QModelIndex index = m_filter->mapToSource(m_table->currentIndex());
    m_reset->setEnabled(index.isValid() && m_model->isChanged(index.row()));
    const int conflicts = m_model->conflicts();
    m_status->setText(conflicts == 0 ? tr("Double-click or press F2 to change keys.") : tr("%n actions share keys: neither works.", nullptr,
        conflicts));
    QPalette p = QApplication::palette();
    if (conflicts > 0)
        p.setColor(QPalette::PlaceholderText, theme::toneColor(p, theme::Tone::Bad));
    m_status->setPalette(p);
}

} // namespace fulcrum::dialogs
