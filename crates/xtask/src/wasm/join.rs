//! Several parts made one, as if the splitter had never taken them apart.

use std::collections::HashMap;
use std::io;

use anyhow::{Result, bail};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, EntityType, FunctionSection, ImportSection,
    Module, TypeSection,
};
use wasmparser::{FuncType, Parser, Payload};

/// The code and data of a part, in bytes: what is left of it once it is joined with others.
pub(super) fn substance(part: &[u8]) -> Result<u64> {
    let mut bytes = 0;
    for payload in Parser::new(0).parse_all(part) {
        bytes += match payload? {
            Payload::CodeSectionStart { range, .. } => range.end - range.start,
            Payload::DataSection(data) => data.range().end - data.range().start,
            _ => 0,
        };
    }
    Ok(bytes)
}

/// One part of several. They share the memory, the table and the globals of the main part and nothing else: a part calls
/// another by the table, and goes on to.
#[derive(Default)]
pub(super) struct Joint {
    types: TypeSection,
    known_types: HashMap<FuncType, u32>,
    imports: ImportSection,
    known_imports: HashMap<(String, String), u32>,
    /// Imported so far, of each kind.
    tables: u32,
    memories: u32,
    globals: u32,
    functions: FunctionSection,
    elements: ElementSection,
    code: CodeSection,
    data: DataSection,
}

impl Joint {
    /// Adds a part.
    pub(super) fn add(&mut self, part: &[u8]) -> Result<()> {
        self.add_some(part, true, true)
    }

    /// Adds a part that has its data elsewhere.
    pub(super) fn add_code(&mut self, part: &[u8]) -> Result<()> {
        self.add_some(part, true, false)
    }

    /// Adds the data of a part that has its code elsewhere.
    pub(super) fn add_data(&mut self, part: &[u8]) -> Result<()> {
        self.add_some(part, false, true)
    }

    fn add_some(&mut self, part: &[u8], code: bool, data: bool) -> Result<()> {
        let first_data = data.then(|| self.data.len());
        let mut place = Place { functions: self.functions.len(), data: first_data, ..Place::default() };
        for payload in Parser::new(0).parse_all(part) {
            match payload? {
                Payload::TypeSection(types) => {
                    for ty in types.into_iter_err_on_gc_types() {
                        let index = self.function_type(ty?, &mut place)?;
                        place.types.push(index);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        self.import(import?, &mut place)?;
                    }
                }
                Payload::FunctionSection(functions) if code => {
                    place.parse_function_section(&mut self.functions, functions)?;
                }
                Payload::ElementSection(elements) if code => {
                    place.parse_element_section(&mut self.elements, elements)?;
                }
                Payload::DataSection(bytes) if data => place.parse_data_section(&mut self.data, bytes)?,
                Payload::CodeSectionEntry(body) if code => place.parse_function_body(&mut self.code, body)?,
                Payload::ExportSection(exports) if exports.count() == 0 => {}
                // What is elsewhere; names and the like, for nobody; how much code and data there is, which is told anew.
                Payload::FunctionSection(_)
                | Payload::ElementSection(_)
                | Payload::CodeSectionEntry(_)
                | Payload::DataSection(_)
                | Payload::CustomSection(_)
                | Payload::Version { .. }
                | Payload::DataCountSection { .. }
                | Payload::CodeSectionStart { .. }
                | Payload::End(_) => {}
                other => bail!("a part has what none had before: {other:?}"),
            }
        }
        Ok(())
    }

    fn function_type(&mut self, ty: FuncType, place: &mut Place) -> Result<u32> {
        if let Some(known) = self.known_types.get(&ty) {
            return Ok(*known);
        }
        let index = self.types.len();
        self.types.ty().func_type(&place.func_type(ty.clone())?);
        self.known_types.insert(ty, index);
        Ok(index)
    }

    fn import(&mut self, import: wasmparser::Import<'_>, place: &mut Place) -> Result<()> {
        let ty = place.entity_type(import.ty)?;
        let (all, own) = match ty {
            EntityType::Table(_) => (&mut self.tables, &mut place.tables),
            EntityType::Memory(_) => (&mut self.memories, &mut place.memories),
            EntityType::Global(_) => (&mut self.globals, &mut place.globals),
            EntityType::Function(_) | EntityType::FunctionExact(_) | EntityType::Tag(_) => {
                bail!("a part imports {} in a way that none did before", import.name)
            }
        };
        let name = (import.module.to_owned(), import.name.to_owned());
        let index = *self.known_imports.entry(name).or_insert_with(|| {
            self.imports.import(import.module, import.name, ty);
            *all += 1;
            *all - 1
        });
        own.push(index);
        Ok(())
    }

    /// The part.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions).section(&self.elements);
        module.section(&DataCountSection { count: self.data.len() });
        module.section(&self.code).section(&self.data);
        module.finish()
    }
}

/// Where what a part counts from zero is in the whole.
#[derive(Default)]
struct Place {
    types: Vec<u32>,
    tables: Vec<u32>,
    memories: Vec<u32>,
    globals: Vec<u32>,
    /// The first.
    functions: u32,
    /// The first, where the data is here.
    data: Option<u32>,
}

type Found = Result<u32, Error<io::Error>>;

fn of(list: &[u32], index: u32, what: &str) -> Found {
    let found = usize::try_from(index).ok().and_then(|index| list.get(index)).copied();
    found.ok_or_else(|| Error::UserError(io::Error::other(format!("a part has no {what} {index}"))))
}

impl Reencode for Place {
    type Error = io::Error;

    fn type_index(&mut self, ty: u32) -> Found {
        of(&self.types, ty, "type")
    }

    fn table_index(&mut self, table: u32) -> Found {
        of(&self.tables, table, "table")
    }

    fn memory_index(&mut self, memory: u32) -> Found {
        of(&self.memories, memory, "memory")
    }

    fn global_index(&mut self, global: u32) -> Found {
        of(&self.globals, global, "global")
    }

    fn function_index(&mut self, function: u32) -> Found {
        Ok(self.functions + function)
    }

    fn data_index(&mut self, data: u32) -> Found {
        let elsewhere = || io::Error::other("a part asks by number for data that is elsewhere");
        Ok(self.data.ok_or_else(elsewhere).map_err(Error::UserError)? + data)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use wasm_encoder::{ConstExpr, Elements, Function, GlobalType, MemoryType, RefType, TableType, ValType};

    /// A part with one function, in the table at `slot`, and `bytes` of data. Every second one has the global of the main
    /// part, and a type before that of its function.
    pub(in crate::wasm) fn part(slot: i32, bytes: &[u8]) -> Vec<u8> {
        let is_second = slot % 2 == 0;
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        if is_second {
            types.ty().function([ValType::I64], []);
            imports.import(
                "main",
                "stack",
                GlobalType { val_type: ValType::I32, mutable: true, shared: false },
            );
        }
        types.ty().function([], [ValType::I32]);
        let memory =
            MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        imports.import("main", "memory", memory);
        let element_type = RefType::FUNCREF;
        let table = TableType { element_type, minimum: 9, maximum: None, table64: false, shared: false };
        imports.import("main", "table", table);
        let (mut functions, mut elements) = (FunctionSection::new(), ElementSection::new());
        functions.function(types.len() - 1);
        elements.active(None, &ConstExpr::i32_const(slot), Elements::Functions([0][..].into()));
        let mut function = Function::new([]);
        let mut body = function.instructions();
        if is_second {
            body.global_get(0).drop();
        }
        body.i32_const(slot).end();
        let (mut code, mut data) = (CodeSection::new(), DataSection::new());
        code.function(&function);
        data.active(0, &ConstExpr::i32_const(slot), bytes.iter().copied());
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&elements);
        module.section(&code).section(&data);
        module.finish()
    }

    /// What a part has: how many types, the names of imports, the type of each function, the functions in the table, the
    /// data.
    pub(in crate::wasm) type Has = (u32, Vec<String>, Vec<u32>, Vec<u32>, Vec<Vec<u8>>);

    pub(in crate::wasm) fn has(part: &[u8]) -> Has {
        wasmparser::Validator::new().validate_all(part).unwrap();
        let mut has = Has::default();
        for payload in Parser::new(0).parse_all(part) {
            match payload.unwrap() {
                Payload::TypeSection(section) => has.0 = section.count(),
                Payload::ImportSection(section) => {
                    has.1.extend(section.into_imports().map(|import| import.unwrap().name.to_owned()));
                }
                Payload::FunctionSection(section) => has.2.extend(section.into_iter().map(Result::unwrap)),
                Payload::ElementSection(section) => {
                    for element in section {
                        let wasmparser::ElementItems::Functions(items) = element.unwrap().items else {
                            panic!("no functions")
                        };
                        has.3.extend(items.into_iter().map(Result::unwrap));
                    }
                }
                Payload::DataSection(section) => {
                    has.4.extend(section.into_iter().map(|data| data.unwrap().data.to_owned()));
                }
                _ => {}
            }
        }
        has
    }

    #[test]
    fn what_several_parts_have_one_has_with_what_they_share_once() {
        let mut joint = Joint::default();
        joint.add(&part(3, b"three")).unwrap();
        joint.add(&part(4, b"four")).unwrap();
        joint.add_code(&part(6, b"six")).unwrap();

        let (types, imports, functions, elements, data) = has(&joint.finish());
        assert_eq!(types, 2, "the type that all have stands there once");
        assert_eq!(imports, ["memory", "table", "stack"]);
        assert_eq!((functions, elements), (vec![0, 0, 0], vec![0, 1, 2]));
        assert_eq!(data, [&b"three"[..], b"four"]);

        let mut joint = Joint::default();
        joint.add_data(&part(3, b"three")).unwrap();
        joint.add_data(&part(6, b"six")).unwrap();
        let (_, _, functions, elements, data) = has(&joint.finish());
        assert_eq!((functions, elements), (vec![], vec![]));
        assert_eq!(data, [&b"three"[..], b"six"]);
    }

    #[test]
    fn a_part_that_imports_a_function_is_of_another_make() {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("main", "call", EntityType::Function(0));
        let mut module = Module::new();
        module.section(&types).section(&imports);

        let error = Joint::default().add(&module.finish()).unwrap_err();
        assert!(error.to_string().contains("call"), "{error}");
    }
}
